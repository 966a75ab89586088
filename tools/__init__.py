"""What developers run: mutation, evaluation of answers, fuzzing, agreement, readability."""
