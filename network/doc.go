// Package network brings a real Hyperledger Fabric network up on one machine,
// as plain processes on the loopback interface, without a container engine.
//
// A [Topology] says what the network consists of. Everything else follows from
// it, stage by stage, and each stage is a file or two of this package:
//
//	topology    hosts, orderers, ports                           topology.go, port.go
//	artifacts   certificates, genesis block, configuration       artifact.go, template.go, node.go
//	processes   orderers, peers, CAs and chaincode services      process.go, processes.go
//	channel     orderers and peers join                          channel.go
//	chaincode   packaged, installed, approved, committed         package.go, builder.go, chaincode.go
//	clients     connection profile, gateway settings, the CAs    client.go, ca.go, party.go
//	probe       a client's transaction commits: the network is up    probe.go
//
// [Network.Up] goes through the stages, and each finds out for itself what is
// left to do. So the same call brings a network up from nothing, finishes an
// interrupted start, heals one whose processes died, and changes nothing on
// one that is well.
//
// [Network.Doctor] examines a network, or a machine for one. Each check is in
// the file of its noun: program.go, listen.go (ports), machine.go (disk, memory,
// open files), certificate.go, health.go (processes), hardening.go, others.go, clock.go,
// height.go, approval.go (chaincode).
//
// # Words
//
// A host is an organization with a peer, a CA and a chaincode service of its
// own; its name is its MSP id. With Raft the orderers are an organization of
// their own, which has no say in the chaincode; with BFT each host runs one of
// them too, under a separate identity (consensus.go). A registrar is the
// identity at a host's CA that may register others. The probe is a client that
// proves that the network works.
//
// # What may never happen
//
//   - Something listens on an address that other machines can reach.
//   - A process is signalled that this network did not start. A pid file's
//     number is believed only while that process works in our folder.
//   - A process runs that no pid file names, wherever the command that started it
//     was killed (held.go).
//   - Another user of the machine sees a secret, be it on a command line, or reaches
//     a process's operations (registrar.go, operations.go).
//   - Something is written outside the network's [Dir]: removing it removes all.
//   - Up reports success and a client's transaction then fails.
//   - A file is half written under its final name: an interrupted run is
//     continued by the next.
//
// The package runs programs that scripts/build.sh built, and imports none of
// the registry's own code: it knows the chaincode as a program with an address.
package network
