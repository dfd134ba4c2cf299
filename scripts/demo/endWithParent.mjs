// Preloaded into the demo's children: when the demo is gone, however it went, they stop in good order.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening alone must not keep a child running.
process.channel?.unref();
