// Package hostfile reads, writes and signs a host's public file, NAME.host.yaml: all that
// other hosts need to know of it, and nothing secret.
//
//	Parse     reads a file, and refuses one that is wrong in any way
//	Sign      completes a file with the signature of the host's administrator
//	Marshal   writes it as YAML
//	Write     lays its certificates out in folders, as Fabric's cryptogen does
//
// A file is signed over its content: line ends and comments may change on its way, and
// nothing else. The signature does not say who sent it. For that, hosts compare
// fingerprints by voice.
package hostfile
