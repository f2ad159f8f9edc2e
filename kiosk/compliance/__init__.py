"""Measures of a picture, checks against a document's rule, and the coach that says one thing at a time.

All of it is geometry and photometry of one picture. Nothing here recognises anybody, compares faces, or
guesses age, gender, origin or mood; no measure outlives the visit.
"""
