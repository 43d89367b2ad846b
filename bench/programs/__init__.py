"""What is measured: every program runs in a fresh process and prints one line of JSON."""
