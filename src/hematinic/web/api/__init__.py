"""What programs call: the same JSON as the command line's."""
