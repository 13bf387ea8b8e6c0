"""The engine that comes with the console: sound is made and heard in the core, packets move in the media process.

Nothing is imported here: the process, which starts from this package too, stays light.
"""
