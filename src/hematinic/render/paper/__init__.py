"""A plan on paper: the patient's leaflet and the clinician's sheet, as pages and as PDF."""
