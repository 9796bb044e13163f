package notice

import (
	"context"
	"errors"
	"net"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"
)

// mailTime is how long a mail server may take for one mail.
const mailTime = time.Minute

// errOpen says that nobody knows whether the server took a mail.
var errOpen = errors.New("the mail server may have taken it")

// send gives a letter to the server. If the error is errOpen it may have been taken;
// with any other it was not.
func (s Server) send(ctx context.Context, to string, l letter, at time.Time) error {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := errors.Join(m.From(s.From), m.To(to)); err != nil {
		return err
	}
	m.Subject(l.subject)
	m.SetDateWithValue(at)
	m.SetMessageIDWithValue(l.id + "@alliance-registry.invalid") // the same mail again has the same id
	m.SetGenHeader("Auto-Submitted", "auto-generated")           // RFC 3834: nothing answers it by itself
	m.SetBodyString(mail.TypeTextPlain, l.body)
	client, err := s.client()
	if err != nil {
		return err
	}
	return outcome(client.DialAndSendWithContext(ctx, m))
}

// outcome is errOpen where a line broke after the whole mail had been sent, and the
// server said neither yes nor no.
func outcome(err error) error {
	var failed *mail.SendError
	if errors.As(err, &failed) && failed.Reason == mail.ErrSMTPDataClose && failed.ErrorCode() == 0 {
		return errors.Join(errOpen, err)
	}
	if errors.As(err, &failed) && failed.Reason == mail.ErrSMTPReset {
		return nil // what comes after the server's yes
	}
	return err
}

func (s Server) client() (*mail.Client, error) {
	host, port, err := net.SplitHostPort(s.Address)
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	options := []mail.Option{mail.WithPort(number), mail.WithTimeout(mailTime)}
	switch {
	case port == tlsPort:
		options = append(options, mail.WithSSL())
	case s.local():
		options = append(options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.password))
	}
	return mail.NewClient(host, options...)
}
