"""Pure rules: clocks, gates, wording, masking, numbering, text cleaning and identity checks."""
