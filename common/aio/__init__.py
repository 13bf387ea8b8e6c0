"""asyncio, tamed: one door for tasks, a loop in a thread, bounded queues, back-off."""
