package notice

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

var began = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// vote is a vote that awaits somebody until a time.
func vote(id string, until time.Time) client.Task {
	return client.Task{
		Alliance: "zgc@industry", Wanted: client.WantedVote, Until: until,
		Proposal: membership.ProposalNow{Proposal: membership.Proposal{ID: id, Alliance: "zgc@industry", Action: charter.Admit, Subject: "cisco@industry", By: "cisco@industry"}},
	}
}

// person is somebody, as a file would have them.
func person(t testing.TB, more ...func(*Person)) Person {
	t.Helper()
	p := Person{Mail: "li@example.org", Language: "en", Zone: "UTC"}
	for _, change := range more {
		change(&p)
	}
	require.NoError(t, p.check())
	return p
}

// world is an inbox, a mail server and a clock, all of them a test's.
type world struct {
	now    time.Time
	tasks  []client.Task
	mails  map[string]int // how often each key's mail was taken
	server func() error   // what becomes of the next mail
	book   *Book
}

func (w *world) notifier(t require.TestingT, book string, people ...Person) *Notifier {
	if w.book != nil { // the program before this one is no more
		require.NoError(t, w.book.Close())
	}
	kept, err := OpenBook(book, func() time.Time { return w.now })
	require.NoError(t, err)
	w.book = kept
	return &Notifier{
		Party: "ibm@industry", Settings: Settings{People: people}, Book: kept,
		Inbox: func(context.Context) ([]client.Task, error) { return w.tasks, nil },
		Log:   slog.New(slog.DiscardHandler),
		now:   func() time.Time { return w.now },
		sleep: func(_ context.Context, length time.Duration, _ <-chan struct{}) { w.now = w.now.Add(length) },
		send: func(_ context.Context, _ string, l letter, _ time.Time) error {
			err := w.server()
			if err == nil || errors.Is(err, errOpen) && strings.Contains(err.Error(), "arrived") {
				w.mails[l.id]++
			}
			return err
		},
	}
}

func newWorld() *world {
	return &world{now: began, mails: map[string]int{}, server: func() error { return nil }}
}

func (w *world) total() int {
	sum := 0
	for _, count := range w.mails {
		sum += count
	}
	return sum
}

// Who is to vote is told at once, again at each reminder, and no other time.
func TestVoteIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.tasks = []client.Task{vote("p1", began.Add(7*24*time.Hour))}
	n := w.notifier(t, filepath.Join(t.TempDir(), "book.json"), person(t))
	var told []time.Duration
	for hour := range 7 * 24 {
		w.now = began.Add(time.Duration(hour) * time.Hour)
		sent, err := n.Once(t.Context())
		require.NoError(t, err)
		if len(sent) > 0 {
			require.Equal(t, hour > 0, sent[0].Items[0].Reminder)
			told = append(told, w.now.Sub(began))
		}
	}
	require.Equal(t, []time.Duration{0, 96 * time.Hour, 144 * time.Hour}, told, "at once, 72 and 24 hours before the end")
}

// Who was not told in time is told once, and not once for each reminder.
func TestLateIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.tasks = []client.Task{vote("p1", began.Add(10*time.Hour))}
	n := w.notifier(t, filepath.Join(t.TempDir(), "book.json"), person(t))
	for range 20 {
		_, err := n.Once(t.Context())
		require.NoError(t, err)
		w.now = w.now.Add(20 * time.Minute)
	}
	require.Equal(t, 1, w.total())
}

// A vote that was cast is told no more.
func TestDoneIsNotTold(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.tasks = []client.Task{vote("p1", began.Add(7*24*time.Hour))}
	n := w.notifier(t, filepath.Join(t.TempDir(), "book.json"), person(t))
	_, err := n.Once(t.Context())
	require.NoError(t, err)
	w.tasks = nil
	w.now = began.Add(6 * 24 * time.Hour)
	sent, err := n.Once(t.Context())
	require.NoError(t, err)
	require.Empty(t, sent)
}

func TestDigest(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.tasks = []client.Task{vote("p1", began.Add(7*24*time.Hour)), vote("p2", began.Add(9*24*time.Hour))}
	shanghai := person(t, func(p *Person) { p.Digest, p.Zone = "08:30", "Asia/Shanghai" })
	n := w.notifier(t, filepath.Join(t.TempDir(), "book.json"), shanghai)
	var told []string
	for hour := range 72 {
		w.now = began.Add(time.Duration(hour) * 30 * time.Minute)
		sent, err := n.Once(t.Context())
		require.NoError(t, err)
		for _, one := range sent {
			require.Len(t, one.Items, 2)
			told = append(told, w.now.In(shanghai.zone).Format("01-02 15:04"))
		}
	}
	require.Equal(t, []string{"03-02 17:00", "03-03 08:30"}, told, "the first day's as soon as it is there, then at half past eight")
}

func TestFilter(t *testing.T) {
	t.Parallel()
	w := newWorld()
	dues := client.Task{Alliance: "ring@association", Wanted: client.WantedDues, Obligation: &membership.Obligation{Kind: membership.OweDues, ID: "2026"}, Until: began.AddDate(0, 1, 0)}
	veto := client.Task{Wanted: client.WantedVeto, Until: began.AddDate(0, 0, 7)}
	w.tasks = []client.Task{vote("p1", began.AddDate(0, 0, 7)), dues, veto}
	for name, row := range map[string]struct {
		change func(*Person)
		want   int
	}{
		"all":           {func(*Person) {}, 3},
		"votes":         {func(p *Person) { p.Wanted = []string{"vote"} }, 1},
		"one alliance":  {func(p *Person) { p.Alliances = []string{"ring@association"} }, 2},
		"neither":       {func(p *Person) { p.Alliances, p.Wanted = []string{"ring@association"}, []string{"vote"} }, 0},
		"only its keys": {func(p *Person) { p.Alliances = []string{"other@industry"} }, 1},
	} {
		sent, err := w.notifier(t, filepath.Join(t.TempDir(), "book.json"), person(t, row.change)).Once(t.Context())
		require.NoError(t, err)
		items := 0
		for _, one := range sent {
			items += len(one.Items)
		}
		require.Equal(t, row.want, items, name)
	}
}

// What is owed again next year is another notice; the same read twice is one.
func TestKeys(t *testing.T) {
	t.Parallel()
	dues := func(until time.Time) client.Task {
		return client.Task{Alliance: "a@b", Wanted: client.WantedDues, Obligation: &membership.Obligation{Kind: "dues", ID: "x"}, Until: until}
	}
	require.Equal(t, keyOf(dues(began)), keyOf(dues(began.In(time.FixedZone("x", 3600)))))
	require.NotEqual(t, keyOf(dues(began)), keyOf(dues(began.AddDate(1, 0, 0))))
	require.NotEqual(t, keyOf(client.Task{Wanted: client.WantedVeto}), keyOf(client.Task{Wanted: client.WantedVeto, Until: began}), "a recovery was confirmed")
	require.Equal(t, keyOf(vote("p", began)), keyOf(vote("p", began.Add(time.Hour))), "a vote that was extended")
}

// Whatever the mail server does, and whenever the program is killed: each notice is sent
// at least once, and never more than twice. At a kill before the mail left, and with each
// line that broke open, one of the two is lost; what the server certainly did not take counts
// for nothing.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	killed := errors.New("killed")
	rapid.Check(t, func(draw *rapid.T) {
		w := newWorld()
		for i := range rapid.IntRange(1, 3).Draw(draw, "tasks") {
			w.tasks = append(w.tasks, vote("p"+string(rune('1'+i)), began.AddDate(0, 0, 30)))
		}
		folder, err := os.MkdirTemp(t.TempDir(), "")
		require.NoError(draw, err)
		book := filepath.Join(folder, "book.json")
		opens, rounds := 0, 0
		fates := []error{nil, nil, errors.New("mail server down"), errors.New("mail server down"), errors.Join(errOpen, errors.New("arrived")), killed}
		w.server = func() error {
			fate := rapid.SampledFrom(fates).Draw(draw, "fate")
			if rounds > 8 { // it is up again in the end
				fate = nil
			}
			if errors.Is(fate, errOpen) || fate == killed {
				if opens++; opens > 1 { // one at most, so that it is sent for certain
					fate = nil
				}
			}
			if fate == killed {
				panic(killed)
			}
			return fate
		}
		for ; rounds < 12; rounds++ {
			n := w.notifier(draw, book, person(t))
			func() { // a kill leaves what is on the disk
				defer func() {
					if cause := recover(); cause != nil && cause != killed {
						panic(cause)
					}
				}()
				_, err := n.Once(t.Context())
				require.NoError(draw, err)
			}()
			w.now = w.now.Add(time.Hour)
		}
		require.NotEmpty(draw, w.mails)
		for id, count := range w.mails {
			require.LessOrEqual(draw, count, 2, id)
		}
		n := w.notifier(draw, book, person(t))
		pending, err := n.Pending(t.Context())
		require.NoError(draw, err)
		require.Empty(draw, pending)
	})
}

// A server that is down for an hour is tried less and less often, and gets all of it then.
func TestServerDownForAnHour(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.tasks = []client.Task{vote("p1", began.AddDate(0, 0, 30))}
	attempts := 0
	w.server = func() error {
		attempts++
		if w.now.Before(began.Add(time.Hour)) {
			return errors.New("mail server down")
		}
		return nil
	}
	n := w.notifier(t, filepath.Join(t.TempDir(), "book.json"), person(t))
	ctx, cancel := context.WithCancel(t.Context())
	advance := n.sleep
	n.sleep = func(ctx context.Context, length time.Duration, woken <-chan struct{}) {
		if advance(ctx, length, woken); w.now.After(began.Add(3 * time.Hour)) {
			cancel()
		}
	}
	require.NoError(t, n.Run(ctx))
	require.Equal(t, 1, w.total())
	require.Less(t, attempts, 12)
}

// An address that is never reached keeps nobody else waiting.
func TestOneAddressRefused(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.tasks = []client.Task{vote("p1", began.AddDate(0, 0, 30))}
	gone := person(t, func(p *Person) { p.Mail = "gone@example.org" })
	n := w.notifier(t, filepath.Join(t.TempDir(), "book.json"), gone, person(t))
	attempts, told := 0, []time.Duration{}
	n.send = func(_ context.Context, to string, _ letter, _ time.Time) error {
		if to == gone.Mail {
			attempts++
			return errors.New("550 no such user")
		}
		told = append(told, w.now.Sub(began))
		return nil
	}
	for minute := range 180 {
		w.now = began.Add(time.Duration(minute) * time.Minute)
		if minute == 100 {
			w.tasks = append(w.tasks, vote("p2", began.AddDate(0, 0, 30)))
		}
		_, err := n.Once(t.Context())
		require.NoError(t, err)
	}
	require.Equal(t, []time.Duration{0, 100 * time.Minute}, told)
	require.Greater(t, attempts, 10)
	require.Less(t, attempts, 20)
}

// Two programs do not tell by one book.
func TestBookOfAnother(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "book.json")
	first, err := OpenBook(path, time.Now)
	require.NoError(t, err)
	_, err = OpenBook(path, time.Now)
	require.ErrorContains(t, err, "is in use")
	require.NoError(t, first.Close())
	again, err := OpenBook(path, time.Now)
	require.NoError(t, err)
	require.NoError(t, again.Close())
}

// A mail goes to a real server, over a real connection.
func TestMail(t *testing.T) {
	t.Parallel()
	box := &mailbox{}
	address := box.serve(t)
	for _, lang := range catalogue.Languages {
		p := person(t, func(p *Person) { p.Language, p.Zone = lang, "Asia/Shanghai" })
		hostile := vote("p1", began.AddDate(0, 0, 7))
		hostile.Proposal.Title = "hello\r\nBcc: everybody@example.org\r\n\r\nvote for\u202e me"
		reply, err := p.write("ibm@industry", Notice{Keys: []string{"k"}, Items: []Item{{Task: hostile}, {Task: vote("p2", began.AddDate(0, 0, 8)), Reminder: true}}})
		require.NoError(t, err)
		one, err := p.write("ibm@industry", Notice{Keys: []string{"k"}, Items: []Item{{Task: hostile}}})
		require.NoError(t, err)
		server := Server{Address: address, From: "Registry <registry@example.org>"}
		require.NoError(t, server.check(t.TempDir()))
		for _, l := range []letter{reply, one} {
			require.NoError(t, server.send(t.Context(), p.Mail, l, began))
			got := box.last()
			require.Equal(t, []string{"li@example.org"}, got.to)
			message, err := mail.ReadMessage(strings.NewReader(got.text))
			require.NoError(t, err)
			require.Empty(t, message.Header.Get("Bcc"))
			require.Equal(t, "auto-generated", message.Header.Get("Auto-Submitted"))
			subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
			require.NoError(t, err)
			require.NotContains(t, subject, "\n")
			require.NotContains(t, subject, "\u202e")
			require.Equal(t, "quoted-printable", message.Header.Get("Content-Transfer-Encoding"))
			body, err := io.ReadAll(quotedprintable.NewReader(message.Body))
			require.NoError(t, err)
			require.Contains(t, string(body), "2026-03-09 17:00:00+08:00", "in the person's zone")
			require.Contains(t, string(body), "alliance endorse p1 --for")
			require.NotContains(t, string(body), "\nBcc:")
			require.NotContains(t, string(body), "\u202e")
		}
	}
}

// A line that breaks when all was sent leaves it open whether the mail was taken; a no does not.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	l := letter{id: "1", subject: "s", body: "b"}
	for name, row := range map[string]struct {
		box  *mailbox
		open bool
	}{
		"fail/refused":        {&mailbox{answer: &smtp.SMTPError{Code: 451, Message: "later"}}, false},
		"fail/nobody known":   {&mailbox{unknown: true}, false},
		"open/the line broke": {&mailbox{breaks: true}, true},
	} {
		server := Server{Address: row.box.serve(t), From: "registry@example.org"}
		err := server.send(t.Context(), "li@example.org", l, began)
		require.Error(t, err, name)
		require.Equal(t, row.open, errors.Is(err, errOpen), "%s: %v", name, err)
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	err = Server{Address: closed.Addr().String(), From: "registry@example.org"}.send(t.Context(), "li@example.org", l, began)
	require.Error(t, err)
	require.NotErrorIs(t, err, errOpen)
}

// mailbox is a mail server.
type mailbox struct {
	answer  error // to a mail
	unknown bool  // it knows nobody
	breaks  bool  // it breaks the line instead of answering

	mu  sync.Mutex
	got []received
}

type received struct {
	to   []string
	text string
}

func (b *mailbox) last() received {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.got[len(b.got)-1]
}

func (b *mailbox) serve(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{box: b, conn: c.Conn()}, nil
	}))
	server.Domain = "localhost"
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return listener.Addr().String()
}

type session struct {
	box  *mailbox
	conn net.Conn
	to   []string
}

func (s *session) Mail(string, *smtp.MailOptions) error { return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.box.unknown {
		return &smtp.SMTPError{Code: 550, Message: "no such user"}
	}
	s.to = append(s.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	content, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.box.breaks {
		return errors.Join(s.conn.Close(), errors.New("broken"))
	}
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	s.box.got = append(s.box.got, received{s.to, string(content)})
	return s.box.answer
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func TestRead(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "password"), []byte("secret\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "open"), []byte("secret\n"), 0o644))
	const server = "server:\n  address: mail.example.org:587\n  from: Registry <registry@example.org>\n"
	const li = "people:\n- mail: li@example.org\n  language: zh\n"
	for name, row := range map[string]struct{ text, says string }{
		"ok":                {server + li, ""},
		"ok/all":            {server + "  user: u\n  passwordFile: password\n" + li + "  zone: Asia/Shanghai\n  alliances: [zgc@industry]\n  wanted: [vote, put to vote]\n  digest: 08:00\n  remind: [72h, 1h]\n", ""},
		"fail/nobody":       {server + "people: []\n", "names 1 to 1000 people"},
		"fail/twice":        {server + li + strings.TrimPrefix(li, "people:\n"), "stands twice"},
		"fail/address":      {server + "people:\n- mail: li\n  language: zh\n", "is not a mail address"},
		"fail/two in one":   {server + "people:\n- mail: \"li@example.org, wang@example.org\"\n  language: zh\n", "is not a mail address"},
		"fail/header":       {server + "people:\n- mail: \"li@example.org\\r\\nBcc: x@example.org\"\n  language: zh\n", "is not a mail address"},
		"fail/language":     {server + "people:\n- mail: li@example.org\n  language: fr\n", "language is en or zh"},
		"fail/zone":         {server + li + "  zone: Beijing\n", "no time zone"},
		"fail/alliance":     {server + li + "  alliances: [zgc]\n", "not the id of an alliance"},
		"fail/wanted":       {server + li + "  wanted: [votes]\n", `no task "votes"`},
		"fail/digest":       {server + li + "  digest: 8am\n", "digest is a time of day"},
		"fail/remind":       {server + li + "  remind: [0s]\n", "remind lists lengths"},
		"fail/server":       {strings.ReplaceAll(server, ":587", "") + li, "address is HOST:PORT"},
		"fail/port":         {strings.ReplaceAll(server, ":587", ":smtp") + li, "address is HOST:PORT"},
		"fail/from":         {strings.ReplaceAll(server, "Registry <registry@example.org>", "Registry") + li, "from is the address"},
		"fail/user alone":   {server + "  user: u\n" + li, "belong together"},
		"fail/exposed":      {server + "  user: u\n  passwordFile: open\n" + li, "chmod 600"},
		"fail/not there":    {server + "  user: u\n  passwordFile: none\n" + li, "no such file"},
		"fail/unknown word": {server + li + "  phone: 1\n", "phone"},
	} {
		file := filepath.Join(folder, "notices.yaml")
		require.NoError(t, os.WriteFile(file, []byte(row.text), 0o600))
		s, err := Read(file)
		if row.says == "" {
			require.NoError(t, err, name)
			require.NotEmpty(t, s.People[0].Remind)
			continue
		}
		require.ErrorContains(t, err, row.says, name)
	}
}

func TestBookRefuses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "book.json")
	require.NoError(t, os.WriteFile(path, []byte("{"), 0o600))
	_, err := OpenBook(path, time.Now)
	require.ErrorContains(t, err, "cannot be read")
}

// Every kind of task can be told in both languages.
func TestBothLanguages(t *testing.T) {
	t.Parallel()
	keys := map[string][]string{}
	for _, lang := range catalogue.Languages {
		p := person(t, func(p *Person) { p.Language = lang })
		words, err := text.In(lang, Words)
		require.NoError(t, err)
		for _, kind := range kinds {
			task := vote("p1", began)
			task.Wanted = kind
			require.NotContains(t, p.about(words, Item{Task: task}), "wanted.", kind)
		}
		content, err := Words.ReadFile(lang + ".json")
		require.NoError(t, err)
		var texts map[string]string
		require.NoError(t, json.Unmarshal(content, &texts))
		for key := range texts {
			keys[lang] = append(keys[lang], key)
		}
	}
	require.ElementsMatch(t, keys["en"], keys["zh"])
}
