"""The guideline changed in one place at a time: does a test or a proof notice?"""
