package doctor

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"allianceregistry/network"
	"allianceregistry/network/words"
)

// A certificate with fewer days left than warnDays is a warning, with fewer than
// failDays a failure. A CA issues certificates for a year, cryptogen for ten.
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
		facts = append(facts, readCertificates(dir, folder)...)
	}
	return judgeCertificates(facts, time.Now(), dir, e.self)
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

// judgeCertificates expects every certificate to be valid for some time to come.
func judgeCertificates(facts []certificateFacts, now time.Time, dir network.Dir, self string) []Finding {
	if len(facts) == 0 {
		return []Finding{{Check: "certificates", Severity: Failure, Text: words.Of("certificate.none"), Fix: words.Command(self + " up")}}
	}
	var problems []Finding
	first := facts[0].Expires
	for _, fact := range facts {
		if fact.Expires.Before(first) {
			first = fact.Expires
		}
		days := int(fact.Expires.Sub(now).Hours() / 24)
		finding := Finding{Severity: Failure, Text: words.Of("certificate.days", "path", fact.Path, "days", days), Fix: renewal(fact.Path, dir, self)}
		switch {
		case fact.Cause != nil:
			finding.Text = words.Of("certificate.unread", "path", fact.Path, "cause", fact.Cause)
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
// again when it is missing. One that cryptogen made is part of the channel's
// configuration: a network for trying things out is made anew instead.
func renewal(path string, dir network.Dir, self string) *words.Message {
	parts := strings.Split(filepath.ToSlash(path), "/")
	if len(parts) > 3 && parts[0] == "hosts" {
		msp := network.Quote(dir.Path(parts[0], parts[1], parts[2], "msp"))
		return words.Command("rm -r " + msp + " && " + self + " stop ca." + parts[1] + " && " + self + " up")
	}
	if parts[0] == filepath.Base(dir.Operator()) {
		return words.Command("rm -rf " + network.Quote(dir.Operator()) + " && " + self + " stop && " + self + " up")
	}
	return words.Of("certificate.remake", "self", self)
}
