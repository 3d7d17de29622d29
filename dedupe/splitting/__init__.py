"""Text to paragraphs, without loss: how a text is best split, and the splits."""

from dedupe.splitting.splits import SAMPLE, SPLITS, choose_split, split_paragraphs

__all__ = ["SAMPLE", "SPLITS", "choose_split", "split_paragraphs"]
