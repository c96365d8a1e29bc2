// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface UriSanInput {
}

export interface DnsSanInput {
}

export interface SubjectInput {
}
