"""What somebody finds who looks at the project from outside: whom to cite, whom to write to."""

import re
from pathlib import Path

from ruamel.yaml import YAML

import hematinic

ROOT = Path(__file__).parent.parent


def test_the_citation_is_of_this_version_and_names_nobody() -> None:
    """`cffconvert --validate -i CITATION.cff` holds it to the schema of version 1.2.0."""
    cited = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text())
    assert cited["version"] == hematinic.__version__
    assert cited["license"] == "Apache-2.0"
    assert cited["authors"] == [{"name": "The Hematinic authors"}]
    assert {"cff-version", "message", "title", "type"} <= set(cited)


def test_the_contact_for_security_is_a_file_which_holds_addresses_alone() -> None:
    (contact,) = re.findall(r"\]\((security-contact\.txt)\)", (ROOT / "SECURITY.md").read_text())
    lines = (ROOT / contact).read_text().splitlines()
    assert all(re.match(r"#|mailto:|https:", line) for line in lines)
