"""Readers and writers of documents, and what they stand on: encodings, folders, atomic files."""
