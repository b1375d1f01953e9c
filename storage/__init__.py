"""Tables, migrations and queries: rows go in, plain values come out."""
