"""From a record and a day to a plan: a pure function of the guideline, the events and the day."""
