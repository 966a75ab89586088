"""What a guideline is: its typed model, how a folder of YAML is read, checked and compiled."""
