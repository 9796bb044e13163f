package network

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"allianceregistry/network/internal/tarball"
	"allianceregistry/network/words"
)

// Dir is the folder that holds everything of one network. Nothing is written outside it,
// so removing it removes the network.
//
//	topology.yaml            what it was made from, with all hosts on this machine
//	host.yaml                or else the settings of the one host that it belongs to
//	NAME.host.yaml           that host's public file
//	channel.yaml, agreed     the draft to which the host agreed, and its hash
//	config.block             the newest configuration of the channel that it has taken over
//	crypto/                  certificates and keys of each organization (network/keys)
//	operator/                the only key pair that operations ports accept
//	genesis.block            the channel's genesis block
//	processes/NAME/          configuration, data, pid and log of one process
//	hosts/HOST/              connection profile, gateway settings, chaincode package, CA client
//	ready                    exists once a client's transaction has committed
type Dir string

// Path joins names below the folder.
func (d Dir) Path(parts ...string) string {
	return filepath.Join(append([]string{string(d)}, parts...)...)
}

// resolve returns the folder's absolute path without symbolic links, as the kernel names
// a process's working directory.
func (d Dir) resolve() (Dir, error) {
	absolute, err := filepath.Abs(string(d))
	if err != nil {
		return "", err
	}
	for parent := absolute; parent != filepath.Dir(parent); parent = filepath.Dir(parent) {
		if real, err := filepath.EvalSymlinks(parent); err == nil {
			return Dir(filepath.Join(real, absolute[len(parent):])), nil
		}
	}
	return Dir(absolute), nil
}

// lock keeps two commands from changing a network at the same time. It locks the folder
// itself, so that no lock file is left behind.
func (d Dir) lock() (unlock func(), err error) {
	lock := flock.New(string(d), flock.SetFlag(os.O_RDONLY))
	locked, err := lock.TryLock()
	if err != nil {
		return nil, err
	}
	if !locked {
		return nil, words.Of("network.locked", "folder", d)
	}
	return func() { _ = lock.Unlock() }, nil
}

func (d Dir) topology() string { return d.Path("topology.yaml") }

// host are the settings of the host whose own folder this is.
func (d Dir) host() string { return d.Path("host.yaml") }

// hostFile is that host's public file.
func (d Dir) hostFile(host string) string { return d.Path(host + ".host.yaml") }

// config is the block with the newest configuration that the host has taken over.
func (d Dir) config() string { return d.Path("config.block") }

// draft is what the host agreed to, and agreed the hash that it compared.
func (d Dir) draft() string  { return d.Path("channel.yaml") }
func (d Dir) agreed() string { return d.Path("agreed") }

func (d Dir) ready() string   { return d.Path("ready") }
func (d Dir) genesis() string { return d.Path("genesis.block") }

// Crypto is the folder of all certificates and keys, as package keys lays them out.
func (d Dir) Crypto() string { return d.Path("crypto") }

// Operator is the folder of the operator's key pair.
func (d Dir) Operator() string { return d.Path("operator") }

// process is the folder of a process, and its working directory.
func (d Dir) process(name string) string { return d.Path("processes", name) }

// peerData is the data of a host's peer. A former one is kept beside it, as data.lost-N.
func (d Dir) peerData(host string) string { return filepath.Join(d.process("peer."+host), "data") }

// chain is the folder of a channel's blocks at a host's peer.
func (d Dir) chain(host, channel string) string {
	return filepath.Join(d.peerData(host), "ledgersData", "chains", "chains", channel)
}

// snapshots is the folder of complete snapshots of a channel at a host's peer.
func (d Dir) snapshots(host, channel string) string {
	return filepath.Join(d.peerData(host), "snapshots", "completed", channel)
}

// Host is the folder of what a host's clients need.
func (d Dir) Host(host string) string { return d.Path("hosts", host) }

// Connection is the host's connection profile for fabric-sdk-go.
func (d Dir) Connection(host string) string { return filepath.Join(d.Host(host), "connection.yaml") }

// Gateway is the host's settings for fabric-gateway.
func (d Dir) Gateway(host string) string { return filepath.Join(d.Host(host), "gateway.yaml") }

func (d Dir) chaincodePackage(host string) string {
	return filepath.Join(d.Host(host), "chaincode.tar.gz")
}

// organization is the folder of a host's certificates and keys.
func (d Dir) organization(host string) string { return d.Path("crypto", "peerOrganizations", host) }

// node is the folder of one of them: of the peer, the ca or the chaincode.
func (d Dir) node(host, kind string) string {
	return filepath.Join(d.organization(host), "peers", kind+"."+host)
}

// hostTLSRoot is the CA of the TLS certificates of a host's processes.
func (d Dir) hostTLSRoot(host string) string {
	return filepath.Join(d.organization(host), "tlsca", "tlsca."+host+"-cert.pem")
}

// crossCertificate is what lets a host's members connect to peers and orderers. A network
// made by an earlier version has none.
func (d Dir) crossCertificate(host string) string {
	return filepath.Join(d.organization(host), "msp", "tlsintermediatecerts", "members."+host+"-cert.pem")
}

// adminTLS is the TLS key pair of a host's administrator.
func (d Dir) adminTLS(host string) (certificate, key string) {
	folder := filepath.Join(d.organization(host), "users", "Admin@"+host, "tls")
	return filepath.Join(folder, "client.crt"), filepath.Join(folder, "client.key")
}

// admin is the MSP folder of a host's administrator.
func (d Dir) admin(host string) string {
	return filepath.Join(d.organization(host), "users", "Admin@"+host, "msp")
}

func (d Dir) ordererOrganization(organization string) string {
	return d.Path("crypto", "ordererOrganizations", organization)
}

// ordererMSP is the MSP folder of an organization with orderers, without keys.
func (d Dir) ordererMSP(organization string) string {
	return filepath.Join(d.ordererOrganization(organization), "msp")
}

// ordererAdmin is the MSP folder of their administrator.
func (d Dir) ordererAdmin(organization string) string {
	return filepath.Join(d.ordererOrganization(organization), "users", "Admin@"+organization, "msp")
}

func (d Dir) orderer(organization, name string) string {
	return filepath.Join(d.ordererOrganization(organization), "orderers", name)
}

func (d Dir) ordererTLSRoot(organization string) string {
	return filepath.Join(d.ordererOrganization(organization), "tlsca", "tlsca."+organization+"-cert.pem")
}

// ordererAdminTLS is the folder of the TLS key pair that the orderers' admin endpoints
// accept.
func (d Dir) ordererAdminTLS(organization string) string {
	return filepath.Join(d.ordererOrganization(organization), "users", "Admin@"+organization, "tls")
}

// maxArchive bounds what is unpacked, in bytes: a host's keys, certificates and settings are
// less than one mebibyte.
const maxArchive = 64 << 20

// Restore unpacks an archive of a host's folder, as tar makes it, unless the folder is
// there: restored is false then. Only its user may read what it writes, whatever the
// archive says.
func Restore(dir Dir, path string) (restored bool, err error) {
	dir, err = dir.resolve()
	if err != nil {
		return false, err
	}
	if _, err := readHost(dir); !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	if entries, err := os.ReadDir(string(dir)); err == nil && len(entries) > 0 {
		return false, words.Of("host.foreign", "folder", dir)
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, words.Of("restore.none", "folder", dir, "file", path)
	}
	if err != nil {
		return false, err
	}
	defer file.Close()
	part := string(dir) + ".part"
	if err := os.RemoveAll(part); err != nil {
		return false, err
	}
	if err := os.MkdirAll(part, 0o700); err != nil {
		return false, err
	}
	if err := tarball.Unpack(part, io.LimitReader(file, maxArchive)); err != nil {
		return false, errors.Join(words.Of("restore.fault", "file", path, "cause", err), os.RemoveAll(part))
	}
	if _, err := readHost(Dir(part)); err != nil {
		return false, errors.Join(words.Of("restore.other", "file", path), os.RemoveAll(part))
	}
	if err := os.Remove(string(dir)); err != nil && !errors.Is(err, fs.ErrNotExist) { // an empty one
		return false, err
	}
	return true, os.Rename(part, string(dir))
}
