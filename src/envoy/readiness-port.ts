/** TCP port of a proxy's pod that answers readiness probes and shows statistics. */
export const READINESS_PORT = 19_001;
