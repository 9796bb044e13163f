// Package network brings a real Hyperledger Fabric network up on one machine,
// as plain processes on the loopback interface, without a container engine.
//
// A [Topology] describes what the network consists of. Everything else follows from it,
// stage by stage, and each stage is a file or two of this package:
//
//	topology    hosts, orderers, ports                           topology.go, port.go
//	artifacts   certificates, genesis block, configuration       artifact.go, template.go, node.go
//	processes   orderers, peers, CAs and chaincode services      process.go, processes.go
//	channel     orderers and peers join                          channel.go
//	chaincode   packaged, installed, approved, committed         package.go, builder.go, chaincode.go
//	clients     connection profile, gateway settings, the CAs    client.go, ca.go, party.go
//	probe       a client's transaction commits: the network is up    probe.go
//
// [Network.Up] goes through the stages, and each finds out for itself what is left to do.
// So the same call brings a network up from nothing, finishes an interrupted start,
// repairs one whose processes died, and changes nothing on one that is healthy.
//
// Package network/doctor examines a network, or the machine for one.
//
// # Terms
//
// A host is an organization with a peer, a CA and a chaincode service of its own; its name
// is its MSP ID. With Raft the orderers are an organization of their own, which has no say
// in the chaincode; with BFT each host runs one of them too, under a separate identity
// (consensus.go). A registrar is the identity at a host's CA that may register others. The
// probe is a client that proves that the network works.
//
// # Invariants
//
//   - Nothing listens on an address that other machines can reach.
//   - No process is signaled that this network did not start. The pid in a pid file counts
//     only if the process has the start time that is recorded with it.
//   - No process runs without a pid file, wherever the command that started it was killed
//     (held.go).
//   - No other user of the machine sees a secret, not even on a command line, or reaches the
//     operations port of a process (registrar.go, operations.go).
//   - Nothing is written outside the network's [Dir]: removing it removes everything.
//   - If Up reports success, a client's transaction succeeds.
//   - No file is half written under its final name: the next run continues an interrupted
//     one.
//
// The package runs the programs that scripts/build.sh built, and imports none of the
// registry's own code: to it, the chaincode is a program with an address.
package network
