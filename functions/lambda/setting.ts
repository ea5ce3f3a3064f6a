/** A variable that the deployment sets for this function; throws with its name where it is not set, which is how a function learns that something is not for it. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set for this function`);
  return value;
}
