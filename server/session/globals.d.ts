/** Functions of the Web that every runtime has and that touch no world: all that the session may use beside the language. */

declare const atob: (base64: string) => string
declare const btoa: (bytes: string) => string
declare class TextEncoder {
  encode(text: string): Uint8Array
}
