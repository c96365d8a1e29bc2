/**
 * The laws of delivery, one switch each. Production keeps all of them; a test breaks one to show that it would notice.
 */
export interface Laws {
  /** A user waits for what it uses, and what is used leaves after its users. */
  readonly makeBeforeBreak: boolean;
  /** A load assignment is sent again after its cluster, and scopes after their listener: Envoy does not ask again, but waits. */
  readonly resentAfterUser: boolean;
  /** A subscribed name that does not exist is answered as removed: Envoy waits for every answer before it is ready. */
  readonly missingAnswered: boolean;
  /** A load assignment that disappears is emptied: Envoy ignores its removal. */
  readonly emptiedNotRemoved: boolean;
  /** Types whose good resources Envoy drops with a bad one go one per response. */
  readonly oneByOne: boolean;
  /** A rejected batch is tried again in parts, until each bad resource is known. */
  readonly rejectionIsolated: boolean;
}

export const LAWS: Laws = {
  makeBeforeBreak: true,
  resentAfterUser: true,
  missingAnswered: true,
  emptiedNotRemoved: true,
  oneByOne: true,
  rejectionIsolated: true,
};
