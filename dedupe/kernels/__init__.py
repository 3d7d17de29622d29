"""Bare loops over arrays, compiled to machine code: numba does that once, and from then on only its result is loaded.

`declaring` says what a kernel takes, `building` compiles all of them to one library, `library` keeps and loads it; in
the other modules are the kernels. They need numpy and llvmlite; numba is imported only to compile, as that takes five
times as long as to load what it made, and a hundred megabytes.
"""
