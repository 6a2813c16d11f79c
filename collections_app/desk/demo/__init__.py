"""The demo utility: a made-up city whose bills come in by extract and whose days are played by our own actions."""
