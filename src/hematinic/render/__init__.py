"""The faces of a plan. Nothing here decides: every line comes from the plan and its guideline."""
