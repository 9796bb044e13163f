// Package network brings a real Hyperledger Fabric network up, as plain processes, without
// a container engine: all hosts on one machine and its loopback interface, to try things
// out; or one host on a machine of its own, which meets the others over the network.
//
// It sees a network as a list of hosts and orderers, with the addresses under which they are
// reached, and a folder with the keys of those that are local. On one machine all of them
// are, and the list follows from a [Topology]. A [Host] on a machine of its own is the one
// that is local there; the others are in the draft to which all agreed (docs/adr/0019).
//
// Everything else follows, stage by stage, and each stage is a file or two of this package:
//
//	topology    hosts, orderers, ports                           topology.go, port.go
//	artifacts   certificates, genesis block, configuration       artifact.go, template.go, node.go
//	processes   orderers, peers, CAs and chaincode services      process.go, processes.go
//	channel     orderers and peers join                          channel.go
//	chaincode   packaged, installed, approved, committed         chaincode.go
//	clients     connection profile, gateway settings, the CAs    client.go, ca.go, party.go
//	probe       a client's transaction commits: the network is up    probe.go
//
// A host on a machine of its own has other first and last stages:
//
//	host        its keys, its settings, its public file          host.go, publicfile.go; token.go
//	agreement   the draft is checked and agreed to               agreement.go
//	peers       further ones, at any time                        peer.go
//	approval    each host approves the chaincode for itself      approval.go
//
// [Network.Up] goes through the stages, and each finds out for itself what is left to do.
// So the same call brings a network up from nothing, finishes an interrupted start,
// repairs one whose processes died, and changes nothing on one that is healthy.
//
// Package network/ccaas makes the chaincode's packages, and is the builder that peers call.
// Package network/token keeps some of a host's keys in a PKCS #11 token.
// Package network/internal/kernel asks Linux about processes and ports. Package
// network/doctor examines a network, or the machine for one. Package network/advice says what
// an operator types, for each kind of network: whatever tells somebody, takes it from there.
//
// # Terms
//
// A host is an organization with a peer or several, a CA and a chaincode service of its own;
// its name is its MSP ID. With Raft the orderers are an organization of their own, which has no say
// in the chaincode; with BFT each host runs one of them too, under a separate identity
// (consensus.go). A registrar is the identity at a host's CA that may register others. The
// probe is a client that proves that the network works.
//
// # Invariants
//
//   - Nothing listens on an address that other machines can reach, but the peers, the orderer
//     and the CA of a host for which such an address is configured.
//   - No key or secret of a host is ever in another's folder.
//   - A host starts with the block to which it agreed, or not at all.
//   - No process is signaled that this network did not start. The pid in a pid file counts
//     only if the process has the start time that is recorded with it.
//   - No process runs without a pid file, wherever the command that started it was killed
//     (held.go).
//   - No other user of the machine sees a secret, not even on a command line, or reaches the
//     operations port of a process (registrar.go, operations.go).
//   - Nothing is written outside the network's [Dir], but for keys into a host's token: removing
//     it removes everything else.
//   - If Up reports success, a client's transaction succeeds.
//   - No file is half written under its final name: the next run continues an interrupted
//     one.
//
// The package runs the programs that scripts/build.sh built, and imports none of the
// registry's own code: to it, the chaincode is a program with an address.
package network
