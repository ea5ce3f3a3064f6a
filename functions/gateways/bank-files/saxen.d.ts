declare module 'saxen' {
  /** The part of the parser that is used here; it comes without types. */
  export class Parser {
    on(event: 'openTag', hear: (name: string, attributes: () => Readonly<Record<string, string>>, decode: (text: string) => string) => void): this;
    on(event: 'closeTag', hear: (name: string) => void): this;
    on(event: 'text', hear: (text: string, decode: (text: string) => string) => void): this;
    on(event: 'cdata', hear: (text: string) => void): this;
    on(event: 'error' | 'warn', hear: (error: Error) => void): this;
    parse(text: string): void;
  }
}
