# The README's first command, for a class: docker build -t w2v . && docker run -p 8501:8501 -v w2v:/data w2v
FROM python:3.13-slim
WORKDIR /w2v
COPY . .
RUN python3 -m venv .venv && .venv/bin/pip install --no-cache-dir -r requirements.txt
RUN useradd visitor && install -d -o visitor /data
USER visitor
# Inside a container nobody is local: who may ask, and by which name, is told (W2V_HOSTS).
ENV W2V_HOME=/data STREAMLIT_SERVER_HEADLESS=true STREAMLIT_SERVER_ADDRESS=0.0.0.0
EXPOSE 8501
CMD [".venv/bin/streamlit", "run", "app.py"]
