"""The documentation as a site. `make docs` builds it; it asks no other host for anything."""

from functools import cache

from sphinx.search.en import SearchEnglish

from hematinic import __version__

project = "Hematinic"
author = "The Hematinic authors"
copyright = author  # noqa: A001
release = version = __version__

extensions = ["myst_parser"]
myst_heading_anchors = 4

root_doc = "index"
suppress_warnings = [
    "misc.highlighting_failure",  # the pages of lint show what is wrong on purpose
    # A page for each rule and each mistake: their lists lead there. In the menu of every page they
    # would be three hundred lines, and the site would take six times as long to build.
    "toc.not_included",
]

html_theme = "furo"
html_title = f"Hematinic {release}"
html_show_sourcelink = False
html_copy_source = False

# The stem of a word is found once and not wherever it stands, which took a sixth of the build.
SearchEnglish.stem = cache(SearchEnglish.stem)
