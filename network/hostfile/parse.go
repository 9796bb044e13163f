package hostfile

import (
	"errors"
	"reflect"
	"regexp"
	"time"

	"allianceregistry/internal/input"
	"allianceregistry/network/words"
)

// MaxSize bounds the size of a file, in bytes.
const MaxSize = 256 << 10

// Parse reads a file. It refuses one that is wrong in any way, except that it may have
// expired: see Check.
func Parse(content []byte) (File, error) {
	file := File{}
	err := NoSecrets(content)
	if err == nil {
		format := input.Format{MaxSize: MaxSize, Reader: ReadTime}
		_, err = format.Decode(content, &file)
	}
	if err != nil {
		return File{}, words.Of("hostfile.fault", "cause", err)
	}
	if err := file.Validate(); err != nil {
		return File{}, err
	}
	return file, nil
}

// armor is the first line of what is in PEM.
var armor = regexp.MustCompile(`(?i)-----BEGIN\s*([^-]*)-----`)

// NoSecrets refuses a text that has anything in PEM but certificates, even in a comment:
// it is about to travel.
func NoSecrets(content []byte) error {
	for _, found := range armor.FindAllSubmatch(content, -1) {
		if string(found[1]) != certificateType {
			return words.Of("hostfile.secret", "what", string(found[1]))
		}
	}
	return nil
}

// ReadTime reads the fields of a file that are times. It is a Reader of input.Format.
func ReadTime(_ string, of reflect.Type) (input.Read, string) {
	if of != reflect.TypeFor[time.Time]() {
		return nil, ""
	}
	return func(text string) (any, *input.ValueError) {
		moment, wrong := input.Moment(text, input.End)
		return moment, wrong
	}, "day"
}

// Validate returns every reason for which others would refuse the file, beside that it may
// have expired. It first brings certificates and times into the one form that is signed.
func (f *File) Validate() error {
	certificates, err := f.normalize()
	if err != nil {
		return words.Of("hostfile.fault", "cause", err)
	}
	var errs []error
	for _, err := range []error{
		f.checkSelf(), f.checkNodes(),
		f.checkMembers(certificates), f.checkOrdering(certificates), f.checkSignature(certificates),
	} {
		if err != nil {
			errs = append(errs, words.Of("hostfile.fault", "cause", err))
		}
	}
	return errors.Join(errs...)
}

// hostName is what a host may be called: it is an MSP ID, a part of names of folders and
// of hosts in certificates, and the end of its parties' ids.
var hostName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)

// ValidHost reports whether a host or another organization may have that name.
func ValidHost(name string) bool { return hostName.MatchString(name) }

// checkSelf checks what the file says of itself and of the host.
func (f *File) checkSelf() error {
	if f.Format != Format {
		return words.Of("hostfile.format", "format", f.Format, "read", Format)
	}
	if !ValidHost(f.Host) {
		return words.Of("hostfile.host", "name", f.Host)
	}
	if f.Until.Year() < 2000 || f.Until.Year() > 9999 || f.Until.Nanosecond() != 0 {
		return words.Of("hostfile.until")
	}
	return nil
}

// Check returns an error if at that time the file, or a certificate in it, is not valid any
// more, or not yet. It is apart from Validate: what was agreed on an old file stays
// readable.
func (f File) Check(now time.Time) error {
	if !now.Before(f.Until) {
		return words.Of("hostfile.expired", "host", f.Host, "day", f.Until.UTC().Format(time.DateOnly))
	}
	certificates, err := f.normalize()
	if err != nil {
		return words.Of("hostfile.fault", "cause", err)
	}
	for _, place := range f.places() {
		certificate := certificates[place.at]
		switch {
		case certificate == nil:
		case now.Before(certificate.NotBefore):
			return words.Of("hostfile.early", "host", f.Host, "at", place.at, "day", certificate.NotBefore.UTC().Format(time.RFC3339))
		case now.After(certificate.NotAfter):
			return words.Of("hostfile.late", "host", f.Host, "at", place.at, "day", certificate.NotAfter.UTC().Format(time.DateOnly))
		}
	}
	return nil
}
