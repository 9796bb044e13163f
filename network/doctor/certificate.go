package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// A certificate with fewer days left than warnDays is a warning, with fewer than
// failDays a failure. A CA issues certificates for a year, package
// keys for ten.
const (
	warnDays = 30
	failDays = 7
)

// certificateFacts is what is known of one certificate.
type certificateFacts struct {
	Path    string // relative to the network's folder
	Expires time.Time
	Cause   error // why it cannot be read
}

func (e examination) checkCertificates(context.Context) []Finding {
	dir := e.Dir()
	var facts []certificateFacts
	for _, folder := range []string{dir.Crypto(), dir.Operator(), dir.Path("hosts")} {
		if _, err := os.Stat(folder); folder == dir.Path("hosts") && errors.Is(err, fs.ErrNotExist) {
			continue // nobody has enrolled yet
		}
		facts = append(facts, readCertificates(dir, folder)...)
	}
	return judgeCertificates(facts, time.Now(), dir, e.lines)
}

// readCertificates reads every certificate below a folder. Copies count each, since
// each is used by somebody.
func readCertificates(dir network.Dir, folder string) []certificateFacts {
	var facts []certificateFacts
	add := func(path string, expires time.Time, cause error) {
		name, err := filepath.Rel(string(dir), path)
		if err != nil {
			name = path
		}
		facts = append(facts, certificateFacts{Path: name, Expires: expires, Cause: cause})
	}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if extension := filepath.Ext(path); entry.IsDir() || extension != ".pem" && extension != ".crt" {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		certificate, err := network.ParseCertificate(content)
		if err != nil {
			add(path, time.Time{}, err)
		} else if certificate != nil {
			add(path, certificate.NotAfter, nil)
		}
		return nil
	})
	if err != nil {
		add(folder, time.Time{}, err)
	}
	return facts
}

// judgeCertificates expects every certificate to be valid for some time to come. A host on a
// machine of its own has its certificates renewed.
func judgeCertificates(facts []certificateFacts, now time.Time, dir network.Dir, lines advice.Lines) []Finding {
	if len(facts) == 0 {
		fix := words.Command(lines.Up())
		if lines.IsOwn() {
			fix = words.Of("certificate.lost", "folder", dir)
		}
		return []Finding{{Check: "certificates", Severity: Failure, Text: words.Of("certificate.none"), Fix: fix}}
	}
	var problems []Finding
	first := facts[0].Expires
	for _, fact := range facts {
		if fact.Expires.Before(first) {
			first = fact.Expires
		}
		days := int(fact.Expires.Sub(now).Hours() / 24)
		finding := Finding{Severity: Failure, Text: words.Of("certificate.days", "path", fact.Path, "days", days), Fix: renewal(fact.Path, dir, lines)}
		switch {
		case fact.Cause != nil:
			finding.Text = words.Of("certificate.unread", "path", fact.Path, "cause", fact.Cause)
			if lines.IsOwn() && strings.HasPrefix(fact.Path, filepath.Base(dir.Crypto())) {
				finding.Fix = words.Of("certificate.lost", "folder", dir)
			}
		case !fact.Expires.After(now):
			finding.Text = words.Of("certificate.expired", "path", fact.Path, "day", fact.Expires.UTC().Format(time.DateOnly))
		case days < failDays:
		case days < warnDays:
			finding.Severity = Warning
		default:
			continue
		}
		problems = append(problems, finding)
	}
	return passed("certificates", words.Of("certificate.passed", "count", len(facts), "day", first.UTC().Format(time.DateOnly)), problems)
}

// renewal is how to replace a certificate. One that a host's CA issued is enrolled
// again when it is missing. One that package keys made is issued anew by the host's own
// authorities; a network for trying things out is made anew instead.
func renewal(path string, dir network.Dir, lines advice.Lines) *words.Message {
	parts := strings.Split(filepath.ToSlash(path), "/")
	if lines.IsOwn() {
		return renewalAtHost(parts, dir, lines)
	}
	if len(parts) > 3 && parts[0] == "hosts" {
		msp := network.Quote(dir.Path(parts[0], parts[1], parts[2], "msp"))
		return words.Command("rm -r " + msp + " && " + lines.Stop("ca."+parts[1]) + " && " + lines.Up())
	}
	if parts[0] == filepath.Base(dir.Operator()) {
		return words.Command("rm -rf " + network.Quote(dir.Operator()) + " && " + lines.Stop("") + " && " + lines.Up())
	}
	return words.Of("certificate.remake", "down", lines.Program+" down", "up", lines.Up())
}

// renewalAtHost is how to replace a certificate in the folder of a host on a machine of its
// own. What is about to expire and is not part of the channel, `host start` and `host init`
// renew; what its own authorities issued, `host renew`. The rest is the other hosts'.
func renewalAtHost(parts []string, dir network.Dir, lines advice.Lines) *words.Message {
	switch {
	case parts[0] == "hosts":
		return words.Command(lines.Up())
	case parts[0] == filepath.Base(dir.Operator()):
		renew := lines.Self() + " host init " + lines.Host
		return words.Command(renew + " && " + lines.Restart("") + " && " + lines.Self() + " host start")
	case len(parts) > 2 && parts[2] != lines.Host && parts[2] != hostfile.OrdererMSP(lines.Host):
		return words.Of("certificate.theirs", "name", parts[2], "line", lines.Up())
	}
	return words.Command(lines.Self() + " host renew")
}
