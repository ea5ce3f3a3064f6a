// One peer in a process of its own. Asked over the channel to open, to draw pairs of display lists, and to end.
let peer;

const answers = {
  async open({ name, wish }) {
    peer = await (await import(`./${name}.mjs`)).open(wish);
    return {};
  },
  async draw({ pairs }) {
    const times = [];
    const sizes = [];
    const before = process.cpuUsage();
    for (const { receipt, certificate } of pairs) {
      const beganMs = performance.now();
      const drawn = [await peer.issue(receipt), await peer.issue(certificate)];
      times.push(performance.now() - beganMs);
      sizes.push(drawn.map(({ length }) => length));
    }
    const { user, system } = process.cpuUsage(before);
    return { times, sizes, cpuMs: (user + system) / 1000, rss: process.resourceUsage().maxRSS };
  },
  async end() {
    await peer?.close?.();
    setImmediate(() => process.exit(0));
    return {};
  },
};

process.on('message', async ({ ask, ...given }) => {
  try {
    process.send(await answers[ask](given));
  } catch (error) {
    process.send({ failed: String(error?.stack ?? error).slice(0, 400) });
  }
});
process.once('disconnect', () => process.exit(0));
process.send({ ready: true });
