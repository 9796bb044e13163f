package network

// The releases that scripts/build.sh builds. Behind Fabric's own version stands the
// release of our changes to it (network/harden).
const (
	fabricVersion   = "v3.1.1+registry.6"
	fabricCAVersion = "v1.5.21"
)

// FabricVersion and FabricCAVersion are the versions that the built programs must report.
const (
	FabricVersion   = fabricVersion
	FabricCAVersion = fabricCAVersion
)
