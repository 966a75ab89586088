"""CDS Hooks 2.0.1: discovery, three hooks, feedback. Nothing of a patient is kept unless the site
has chosen so."""
