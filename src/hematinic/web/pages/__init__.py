"""What people read. Each page is data first; its HTML and its JSON are made from the same data."""
