package console

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/web"
)

// languageCookie is the one in which a browser keeps the language of all pages.
const languageCookie = "lang"

// socketPrefix begins the address of a socket.
const socketPrefix = "unix:"

// pages hands requests on to the auditor's program at one address, and to no other.
type pages struct {
	to        *url.URL
	transport *http.Transport
}

// Reading is what reads: the auditor's program at an address of this computer,
// http://127.0.0.1:PORT or unix:PATH. It refuses any other, and the socket of another user. Only what changes nothing is handed
// on, and of cookies the language alone: the program there learns of no session.
func Reading(address string) (http.Handler, error) {
	p := pages{to: &url.URL{Scheme: "http", Host: "localhost"}, transport: &http.Transport{ResponseHeaderTimeout: maxWait, IdleConnTimeout: time.Minute}}
	if path, is := strings.CutPrefix(address, socketPrefix); is && path != "" {
		p.transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			if err := trusted(path); err != nil {
				return nil, err
			}
			return new(net.Dialer).DialContext(ctx, "unix", path)
		}
		if err := trusted(path); err != nil && !errors.Is(err, fs.ErrNotExist) { // it may be there later
			return nil, err
		}
		return p.handler(), nil
	}
	to, err := url.Parse(address)
	if err != nil || to.Scheme != "http" || !isLoopback(to.Hostname()) || to.User != nil || strings.Trim(to.Path, "/") != "" || to.RawQuery != "" {
		return nil, catalogue.NewError("console.pages.address", "address", address)
	}
	p.to = &url.URL{Scheme: "http", Host: to.Host}
	return p.handler(), nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// trusted refuses the socket of another user than this one or root: who it is that answers
// there is not known.
func trusted(path string) error {
	file, err := os.Stat(path)
	if err != nil {
		return err
	}
	if is, known := file.Sys().(*syscall.Stat_t); !known || is.Uid != 0 && int(is.Uid) != os.Getuid() {
		return catalogue.NewError("console.pages.owner", "address", socketPrefix+path)
	}
	return nil
}

func (p pages) handler() http.Handler {
	proxy := &httputil.ReverseProxy{
		Transport: p.transport, Rewrite: p.rewrite, ModifyResponse: cleaned,
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			if said := (*catalogue.Message)(nil); !errors.As(err, &said) {
				err = catalogue.NewError("console.pages.away")
			}
			apologize(w, r, err, http.StatusBadGateway)
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			apologize(w, r, catalogue.NewError("console.pages.method"), http.StatusMethodNotAllowed)
			return
		}
		proxy.ServeHTTP(&answering{w, http.Header{}}, r)
	})
}

// secretHeaders say who asks.
var secretHeaders = []string{"Cookie", "Authorization", web.TokenHeader, "Origin", "Referer"}

// rewrite makes what is asked there of what was asked here.
func (p pages) rewrite(r *httputil.ProxyRequest) {
	r.SetURL(p.to)
	r.Out.Host = p.to.Host
	for _, name := range secretHeaders {
		r.Out.Header.Del(name)
	}
	r.Out.Header.Del("Upgrade") // what follows would be no answer
	r.Out.AddCookie(&http.Cookie{Name: languageCookie, Value: web.Language(r.In)})
	r.Out.Body, r.Out.ContentLength = http.NoBody, 0
}

// apologize says why there is no page.
func apologize(w http.ResponseWriter, r *http.Request, why error, status int) {
	said, err := catalogue.In(web.Language(r), Words)
	if err != nil {
		panic(err) // they are a part of this program
	}
	http.Error(w, said.Tell(why, nil), status)
}
