"""One-record forms: each module says what its sheet holds and draws it in its own layout."""
