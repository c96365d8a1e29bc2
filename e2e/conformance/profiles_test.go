package conformance_test

import (
	"fmt"
	"testing"

	"sigs.k8s.io/gateway-api/conformance/tests"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
)

// TestProfiles prints how many tests each profile has, by the suite's own rule: a test belongs to a profile when all of its features do.
func TestProfiles(t *testing.T) {
	for _, profile := range []suite.ConformanceProfile{
		suite.GatewayHTTPConformanceProfile, suite.GatewayGRPCConformanceProfile, suite.GatewayTLSConformanceProfile,
		suite.GatewayTCPConformanceProfile, suite.GatewayUDPConformanceProfile,
		suite.MeshHTTPConformanceProfile, suite.MeshGRPCConformanceProfile,
	} {
		core, extended := 0, 0
		for _, test := range tests.ConformanceTests {
			switch all := profile.CoreFeatures.Union(profile.ExtendedFeatures); {
			case profile.CoreFeatures.HasAll(test.Features...):
				core++
			case all.HasAll(test.Features...):
				extended++
			}
		}
		fmt.Printf("profile %s %d %d\n", profile.Name, core, extended)
	}
}
