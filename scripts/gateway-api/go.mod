// Pins the Gateway API modules whose CRDs, Go types and conformance manifests the project reads.
module gatewright.dev/gateway-api

go 1.27.0

require (
	sigs.k8s.io/gateway-api v1.7.0
	sigs.k8s.io/gateway-api/conformance v1.7.0
)
