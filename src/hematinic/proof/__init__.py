"""What holds for every patient: invariants proved, gaps found, each with a patient to show it."""
