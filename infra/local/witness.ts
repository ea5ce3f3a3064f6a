// `npm run witness -- --name NAME --log VKEY…`: a witness for logs of others, on a machine and under a key of its own.
import { parseArgs } from 'node:util';
import { ED25519, formatVerifierKey, parseVerifierKey } from '../../functions/domain/ledger/note.ts';
import { whenParentIsGone } from './parent.ts';
import { runWitness } from './run-witness.ts';
import { SettingError } from './settings.ts';

const USE = `npm run witness -- --name NAME --log VKEY [--log VKEY…] [--port 8788] [--folder .data-witness]
  NAME  the witness's own name, an address without scheme, such as witness.example.net/committee
  VKEY  key of a log as its log.json has it; give the old and the new one while a key is changed`;

try {
  const { name, log: logs, port, folder } = readOptions();
  const keys = logs.map((vkey) => {
    const key = parseVerifierKey(vkey);
    if (key?.type !== ED25519) throw new SettingError(`${vkey} is no key of a log\n${USE}`);
    return key;
  });
  const running = await runWitness({ folder, name, logs: keys, port: Number(port), clock: Date.now });
  console.log(
    `见证人 witness  ${name}\n  公钥 key      ${formatVerifierKey(running.key)}\n  地址 address  http://127.0.0.1:${running.port}/\n  数据 folder   ${folder}`,
  );
  console.log(
    '独立的见证人须由别人在别处运行，在账本主人自己的机器上运行证明不了什么。A witness proves something only where somebody else runs it elsewhere. Ctrl-C 结束。',
  );
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    void running.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  whenParentIsGone(end);
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  console.error(error.message);
  process.exit(1);
}

function readOptions() {
  const text = { type: 'string' } as const;
  try {
    const options = {
      name: text,
      log: { type: 'string', multiple: true },
      port: { ...text, default: '8788' },
      folder: { ...text, default: '.data-witness' },
    } as const;
    const { name, log, port, folder } = parseArgs({ options }).values;
    if (name === undefined || !/^[^\s+]+$/.test(name) || log === undefined || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new SettingError(USE);
    return { name, log, port, folder };
  } catch (error) {
    throw error instanceof SettingError ? error : new SettingError(USE);
  }
}
