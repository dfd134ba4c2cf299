// Preloaded into the demo's children: when the demo is gone, however it went, they stop in good order. What they start
// themselves inherits the preload, too, and is theirs to keep or to stop.
if (new URL(import.meta.url).searchParams.get('parent') === String(process.ppid)) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // Listening alone must not keep a child running.
  process.channel?.unref();
}
