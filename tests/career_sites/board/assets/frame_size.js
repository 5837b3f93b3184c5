const tell = (loaded) => parent.postMessage({height: document.documentElement.offsetHeight, loaded}, '*');
addEventListener('load', () => tell(true));
new ResizeObserver(() => tell(false)).observe(document.body);
