package deploy

import (
	"bytes"
	_ "embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"text/template"

	"allianceregistry/network/words"
)

// File is a file to be written.
type File struct {
	Name    string
	Content []byte
}

// Systemd returns the units of a host: a service for each process, one that writes their
// configuration before, and a target with which all are started and stopped. All run as one
// user, the host's, to whom the folder belongs; what keeps them apart is that each sees its own
// part of the folder, and no other service.
func Systemd(h Host, user string) ([]File, error) {
	if err := h.Check(); err != nil {
		return nil, err
	}
	if !userName(user) {
		return nil, words.Of("deploy.user", "user", user)
	}
	target := h.unit("") + ".target"
	configure := unit{
		Name: h.unit("configure") + ".service", Title: "configuration of host " + h.Name, Target: target, User: user,
		Once: true, Folder: h.Folder, Command: line(h.network(), "--dir", h.Folder, "host", "configure"),
		Hidden: h.around(), Reads: []string{h.Home}, Writes: []string{h.Folder}, Local: true,
	}
	units := []unit{configure}
	for _, s := range h.Services {
		next := unit{
			Name: h.unit(s.part()) + ".service", Title: s.part() + " of host " + h.Name, Target: target, User: user,
			Needs: configure.Name, Folder: s.Folder, Command: line(append([]string{s.Program}, s.Args...)...),
			Hidden: h.around(), Reads: append([]string{path.Dir(s.Program)}, s.Reads...), Writes: []string{s.Folder},
			Stop: stopSeconds, Files: maxFiles, Tasks: maxTasks,
		}
		for _, kind := range s.startsAfter() {
			next.After = append(next.After, h.unit(kind)+".service")
		}
		for _, variable := range s.Env {
			next.Env = append(next.Env, quoted(variable))
		}
		if s.Token { // its programs look for the project's folder
			next.Reads, next.Final = append(next.Reads, path.Join(h.Home, "go.mod")), ExitToken
		}
		_, limit := s.memory()
		next.Memory = limit
		units = append(units, next)
	}
	var files []File
	for _, u := range units {
		content, err := execute("service", u)
		if err != nil {
			return nil, err
		}
		files = append(files, File{u.Name, content})
	}
	content, err := execute("target", struct {
		Host  Host
		Units []unit
	}{h, units[1:]})
	return append(files, File{target, content}), err
}

// unit is the data of a service's template.
type unit struct {
	Name, Title, Target, User string
	Needs                     string
	After                     []string
	Once                      bool // it ends by itself
	Local                     bool // it uses no network
	Folder, Command           string
	Env                       []string
	Hidden                    string // the folder of which it sees only what follows
	Reads, Writes             []string
	Stop, Files, Tasks        int
	Memory                    int // MiB; 0 for no limit
	Final                     int // the exit code after which it is not started again; 0 for none
}

// around is the folder of which a service sees its own parts alone: the one that the host's is
// in, which may hold backups, parties' secrets and the user's own files. Where that is a part
// of the system, without which no program runs, it is the host's.
func (h Host) around() string {
	parent := path.Dir(h.Folder)
	top, _, nested := strings.Cut(strings.TrimPrefix(parent, "/"), "/")
	if slices.Contains(systemFolders, top) || !nested && slices.Contains(sharedFolders, top) {
		return h.Folder
	}
	return parent
}

// systemFolders are those of which nothing may be hidden from a program, and the topmost.
var systemFolders = []string{"", "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "proc", "run", "sbin", "sys", "usr"}

// sharedFolders hold parts of the system, or are hidden by another line of the unit (of these
// /home, /root and /tmp). A folder in them may be a host's surroundings.
var sharedFolders = []string{"home", "root", "tmp", "var"}

// unit is the name of one of the host's units, without its type.
func (h Host) unit(part string) string { return Unit(h.Name, part) }

// Unit is the name of one of a host's units of systemd, without its type: of the service of a
// kind, or of the target of all if the part is empty.
func Unit(host, part string) string {
	if part == "" {
		return "registry-" + host
	}
	return "registry-" + host + "-" + part
}

//go:embed systemd.service
var serviceTemplate string

//go:embed systemd.target
var targetTemplate string

var unitTemplates = func() *template.Template {
	all := template.Must(template.New("service").Parse(serviceTemplate))
	return template.Must(all.New("target").Parse(targetTemplate)).Option("missingkey=error")
}()

func execute(name string, data any) ([]byte, error) {
	var out bytes.Buffer
	err := unitTemplates.ExecuteTemplate(&out, name, data)
	return out.Bytes(), err
}

// line is a command line as a unit has it.
func line(words ...string) string {
	written := slices.Clone(words)
	for i, word := range written {
		if strings.ContainsAny(word, " \t\"'\\$%;") || word == "" {
			written[i] = strings.ReplaceAll(quoted(word), "$", "$$")
		}
	}
	return strings.Join(written, " ")
}

// quoted is a text in a unit's quotes, without its specifiers (systemd.syntax(7)).
func quoted(text string) string {
	return fmt.Sprintf(`"%s"`, strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%").Replace(text))
}

// userName reports whether systemd takes a text for a user's name.
func userName(name string) bool {
	if name == "" || len(name) > 31 || name == "root" {
		return false
	}
	for i, c := range name {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '-') {
			return false
		}
	}
	return true
}
