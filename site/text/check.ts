import type { Lang } from '../../functions/disclosure/text.ts';

/** A way to check by a tool that we did not write: what it proves, what is needed, what is typed, and what is answered when all holds. */
type Way = { readonly title: string; readonly says: string; readonly needs: string; readonly command: string; readonly expected: string };

const SIGNATURE = String.raw`curl -s "$SITE/log/1/checkpoint" > checkpoint
sed '/^$/q' checkpoint | sed '$d' > text
sed -n '/^— /{p;q}' checkpoint | cut -d' ' -f3 | base64 -d | tail -c 64 > signature
(printf '\60\52\60\5\6\3\53\145\160\3\41\0'; echo "$VKEY" | cut -d+ -f3- | base64 -d | tail -c 32) > key.der
openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in text -sigfile signature`;

const WHOLE = `go install github.com/transparency-dev/tessera/cmd/fsck@v1.0.4
echo "$VKEY" > vkey
fsck --storage_url="$SITE/log/1/" --public_key=vkey --ui=false`;

const ONE = String.raw`cat > one.py <<'END'
import base64, hashlib, sys
proof, entry = open(sys.argv[1]).read(), open(sys.argv[2], 'rb').read()
head, note = proof.split('\n\n', 1)
_, index, *path = head.split('\n')
size, root = note.split('\n')[1:3]
sha = lambda data: hashlib.sha256(data).digest()
h, i, n = sha(b'\0' + entry), int(index.split()[1]), int(size) - 1
for p in map(base64.b64decode, path):
    if i % 2 or i == n:
        h = sha(b'\1' + p + h)
        while i and i % 2 == 0: i, n = i // 2, n // 2
    else:
        h = sha(b'\1' + h + p)
    i, n = i // 2, n // 2
print('OK' if n == 0 and h == base64.b64decode(root) else 'DIFFERENT')
END
python3 one.py gift.tlog-proof entry.json`;

const zh = {
  title: '不用我们的软件来核对',
  intro:
    '账本用公开的格式写成，不必相信本会的网页和程序。下面三个办法用的都是别人写的工具，在任何一台电脑上都能做；公钥最好从公告、审计报告或别处得到，再与这里的对照。',
  keys: '本会账本的公钥',
  keysNote: '一行一个，格式是 c2sp.org/signed-note 的 vkey：名称、编号、公钥，用加号隔开。',
  setUp: '先设好两个变量。演示站点请把地址换成浏览器里看到的。',
  needs: '需要',
  expected: '一切相符时的回答',
  ways: [
    {
      title: '签名：最新的账本是不是本会签的',
      says: '下载账本的检查点，用 OpenSSL 核对本会的 Ed25519 签名。',
      needs: 'curl、OpenSSL 3、常见的命令行工具',
      command: SIGNATURE,
      expected: 'Signature Verified Successfully',
    },
    {
      title: '全部：账本里的每一条是不是都在签名之下',
      says: '用 Tessera 项目的 fsck 下载全部记录，重新算出每一层摘要和总摘要，再与签名的检查点比较。任何一处改动都会被发现。',
      needs: 'Go 1.24 以上',
      command: WHOLE,
      expected: "Successfully fsck'd log with size …",
    },
    {
      title: '一笔：手里的这一笔是不是在账本里',
      says: '证书和确认单的 PDF 里附有 entry.json 和 entry.tlog-proof（PDF 阅读器的“附件”里可以另存）；最新的证明也可以在捐赠记录页下载。下面的十几行按 RFC 9162 第 2.1.3.2 节，从记录逐层算到总摘要。总摘要的签名用第一个办法核对：证明文件空行以后的部分就是签过名的检查点。',
      needs: 'Python 3，只用自带的库',
      command: ONE,
      expected: 'OK',
    },
  ] as readonly Way[],
  formats: '格式',
  formatsNote:
    '检查点、摘要块和证明分别是 c2sp.org 的 tlog-checkpoint、tlog-tiles 和 tlog-proof，见证人的签名是 tlog-cosignature，见证人名单是 tlog-policy。记录是 RFC 8785 的 JSON。地址都在 /log/1/ 之下。',
  limits: '这些办法证明已经写下的没有被改动，不能证明款项已经到账、每一笔都已写入、用得是否得当。',
  tried:
    '第一、第三个办法在 OpenSSL 3.0、Python 3 上试过，第二个在 fsck 1.0.4、Go 1.26 上试过，用的是这个软件写出的账本；改动一个字以后，第三个办法回答 DIFFERENT。',
};

const en: typeof zh = {
  title: 'Check us without our software',
  intro:
    'The log is written in public formats; nobody has to trust our pages or programs. The three ways below use tools that others wrote and work on any computer. Take the public key from a notice, an audit report or somewhere else if you can, and compare it with the one here.',
  keys: 'The public key of the society’s log',
  keysNote: 'One a line, as the vkey of c2sp.org/signed-note: name, id and key, parted by plus signs.',
  setUp: 'Set two variables first. For a demonstration, use the address that the browser shows.',
  needs: 'Needed',
  expected: 'The answer when all holds',
  ways: [
    {
      title: 'The signature: did the society sign the latest log',
      says: 'Downloads the checkpoint of the log and checks the society’s Ed25519 signature with OpenSSL.',
      needs: 'curl, OpenSSL 3, the usual command-line tools',
      command: SIGNATURE,
      expected: 'Signature Verified Successfully',
    },
    {
      title: 'All of it: does every entry stand under the signature',
      says: 'The fsck of the Tessera project downloads every entry, computes every level of digests and the digest over all anew, and compares it with the signed checkpoint. A change anywhere is found.',
      needs: 'Go 1.24 or later',
      command: WHOLE,
      expected: "Successfully fsck'd log with size …",
    },
    {
      title: 'One gift: does the one in my hand stand in the log',
      says: 'The PDFs of certificate and acknowledgement have entry.json and entry.tlog-proof attached; a PDF reader saves them from its list of attachments. A newer proof can be downloaded on the page of the gift. The lines below go from the entry to the digest over all, by RFC 9162 section 2.1.3.2. Its signature is checked the first way: what follows the empty line of the proof file is the signed checkpoint.',
      needs: 'Python 3 with nothing but what it brings',
      command: ONE,
      expected: 'OK',
    },
  ],
  formats: 'Formats',
  formatsNote:
    'Checkpoint, tiles and proofs are c2sp.org’s tlog-checkpoint, tlog-tiles and tlog-proof; witnesses sign as in tlog-cosignature, and who they are is written as in tlog-policy. Entries are RFC 8785 JSON. All addresses lie under /log/1/.',
  limits: 'These ways prove that what was written was not changed; not that the money came, that every gift was entered, or that it was well used.',
  tried:
    'The first and the third were tried with OpenSSL 3.0 and Python 3, the second with fsck 1.0.4 and Go 1.26, on a log that this software wrote; with one character changed the third answers DIFFERENT.',
};

/** What the page says about checking by tools of others, Chinese first. */
export const checkText: Readonly<Record<Lang, typeof zh>> = { zh, en };
