export { specHash } from "./specHash.ts";
