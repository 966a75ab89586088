"""The planner's form: fields from the guideline, events from fields, fields from a record."""
