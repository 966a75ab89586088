"""A published answer on iron and vitamin B12 deficiency, made to run."""

__version__ = "0.1.0"
