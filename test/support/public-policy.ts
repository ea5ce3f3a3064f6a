import { judgeByPolicy, parsePolicy } from '../../functions/domain/ledger/policy.ts';

/** What anybody can read of a portal's witnesses: the policy file, and who made the last witnessed checkpoint. */
export async function readPublicPolicy(url: string) {
  const [policy, witnessed] = await Promise.all(['policy.txt', 'witnessed'].map((name) => fetch(`${url}/log/1/${name}`)));
  const text = (await policy?.text()) ?? '';
  const parsed = parsePolicy(text);
  if (!parsed.ok || witnessed?.status !== 200) return { policy: text };
  const judged = judgeByPolicy(await witnessed.text(), parsed.policy);
  if (!judged.ok) throw new Error(`the witnessed checkpoint does not hold: ${judged.code}`);
  const { checkpoint, by, quorum } = judged;
  return { policy: text, witnessed: { size: checkpoint.size, by: by.map(({ witness }) => witness.name), quorum } };
}
