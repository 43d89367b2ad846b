"""Indicators, one file a family: definition, counter, and the rows behind them."""
