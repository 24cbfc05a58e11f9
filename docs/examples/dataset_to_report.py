"""Uploads a dataset, waits for its report and prints the Dice. Needs: pip install boto3 confluent-kafka

Usage: python dataset_to_report.py FOLDER STORE ACCESS_KEY SECRET_KEY BROKER    (`./nephrite up` prints the last four)
"""
import json, pathlib, sys, time, uuid
import boto3
from confluent_kafka import Consumer

folder, (store, access, secret, broker) = pathlib.Path(sys.argv[1]), sys.argv[2:6]
s3 = boto3.client("s3", endpoint_url=store, aws_access_key_id=access, aws_secret_access_key=secret, region_name="us-east-1")
begin = time.time() * 1000
events = Consumer({"bootstrap.servers": broker, "group.id": f"example-{uuid.uuid4()}", "auto.offset.reset": "earliest"})
events.subscribe(["report-created", "work-failed"])
for file in sorted(f for f in folder.rglob("*") if f.is_file()):
    s3.upload_file(str(file), "datasets", f"{folder.name}/{file.relative_to(folder).as_posix()}")
while True:
    record = events.poll(10)
    if record is None or record.error() or record.timestamp()[1] < begin:
        continue
    event = json.loads(record.value())
    if event["dataset"] == folder.name and record.topic() == "work-failed":
        sys.exit(event["message"])
    if event["dataset"] == folder.name:
        break
report = json.load(s3.get_object(Bucket="nephrite", Key=event["reportKey"])["Body"])
print(folder.name, event["version"], {c["configuration"]: c["meanDice"] for c in report["configurations"]})
events.close()
