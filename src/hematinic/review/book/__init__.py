"""A page for every rule, and all of them together as the book that a reviewer reads."""

from hematinic.review.book.markdown import written
from hematinic.review.book.page import Page, Pages, files_of
from hematinic.review.book.printed import to_pdf

__all__ = ["Page", "Pages", "files_of", "to_pdf", "written"]
