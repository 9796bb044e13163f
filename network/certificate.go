package network

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"allianceregistry/network/words"
)

// Days that a certificate should have left, and must have. Enrolled ones are
// made for a year, cryptogen's for ten.
const (
	warnDays = 30
	failDays = 7
)

// certificateFacts is what is known of one certificate.
type certificateFacts struct {
	Path  string // within the network's folder
	Ends  time.Time
	Fault error // it cannot be read
}

func (d doctor) checkCertificates(context.Context) []Finding {
	var facts []certificateFacts
	for _, folder := range []string{d.dir.crypto(), d.dir.operator(), d.dir.path("hosts")} {
		facts = append(facts, readCertificates(d.dir, folder)...)
	}
	return judgeCertificates(facts, time.Now(), d.dir, d.self)
}

// readCertificates finds every certificate below a folder. The same one lies
// in several places, and each is used by somebody.
func readCertificates(dir Dir, folder string) []certificateFacts {
	var facts []certificateFacts
	add := func(path string, ends time.Time, fault error) {
		name, err := filepath.Rel(string(dir), path)
		if err != nil {
			name = path
		}
		facts = append(facts, certificateFacts{Path: name, Ends: ends, Fault: fault})
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
		certificate, err := parseCertificate(content)
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

// parseCertificate returns nil for a file that holds something else, a key.
func parseCertificate(content []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(content)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, nil
	}
	return x509.ParseCertificate(block.Bytes)
}

// judgeCertificates wants every certificate to be good for some time.
func judgeCertificates(facts []certificateFacts, now time.Time, dir Dir, self string) []Finding {
	if len(facts) == 0 {
		return []Finding{{Check: "certificates", State: Failure, Text: words.Of("certificate.none"), Fix: words.Typed(self + " up")}}
	}
	var wrong []Finding
	first := facts[0].Ends
	for _, fact := range facts {
		if fact.Ends.Before(first) {
			first = fact.Ends
		}
		days := int(fact.Ends.Sub(now).Hours() / 24)
		finding := Finding{State: Failure, Text: words.Of("certificate.days", "path", fact.Path, "days", days), Fix: renewal(fact.Path, dir, self)}
		switch {
		case fact.Fault != nil:
			finding.Text = words.Of("certificate.unread", "path", fact.Path, "cause", fact.Fault)
		case !fact.Ends.After(now):
			finding.Text = words.Of("certificate.ended", "path", fact.Path, "day", fact.Ends.UTC().Format(time.DateOnly))
		case days < failDays:
		case days < warnDays:
			finding.State = Warning
		default:
			continue
		}
		wrong = append(wrong, finding)
	}
	return sound("certificates", words.Of("certificate.sound", "count", len(facts), "day", first.UTC().Format(time.DateOnly)), wrong)
}

// renewal is how a certificate is replaced. What a host's CA issued is enrolled
// again when it is missing; what cryptogen made is in the channel's
// configuration, and a network to try things out is made anew instead.
func renewal(path string, dir Dir, self string) *words.Message {
	parts := strings.Split(filepath.ToSlash(path), "/")
	if len(parts) > 3 && parts[0] == "hosts" {
		return words.Typed("rm -r " + Quote(dir.path(parts[0], parts[1], parts[2], "msp")) + " && " + self + " stop ca." + parts[1] + " && " + self + " up")
	}
	if parts[0] == filepath.Base(string(dir.operator())) {
		return words.Typed("rm -rf " + Quote(string(dir.operator())) + " && " + self + " stop && " + self + " up")
	}
	return words.Of("certificate.anew", "self", self)
}
